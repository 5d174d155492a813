"""moto's S3 server for tests, with one thing put right: it looks whether a key is free and then writes in two steps, so that of
several conditional writes at the same time more than one succeeds. S3 does both in one."""
import threading
import moto.s3.responses as responses
from moto.server import main

lock = threading.Lock()


def one_at_a_time(method):
    def locked(self, *args, **kwargs):
        with lock:
            return method(self, *args, **kwargs)
    return locked


for name in ("_key_response_put", "_key_response_post", "_key_response_delete"):
    setattr(responses.S3Response, name, one_at_a_time(getattr(responses.S3Response, name)))

main()
