#!/bin/bash
# The usual script, as it is found in guides, word for word but for the places and the upload: the variables come from the
# environment, and a folder stands for the bucket.

# Create backup directory if it doesn't exist
mkdir -p $BACKUP_DIR

# Trigger BGSAVE
redis-cli -h $REDIS_HOST -p $REDIS_PORT BGSAVE

# Wait for BGSAVE to complete
while [ "$(redis-cli -h $REDIS_HOST -p $REDIS_PORT info persistence | grep rdb_bgsave_in_progress | cut -d: -f2 | tr -d '[:space:]')" != "0" ]; do
sleep 1
done

# Copy RDB file to backup directory
cp $REDIS_DIR/dump.rdb $BACKUP_DIR/dump-$DATE.rdb

# Compress the backup
gzip $BACKUP_DIR/dump-$DATE.rdb

# Move to offsite storage
cp $BACKUP_DIR/dump-$DATE.rdb.gz $STORE_DIR/
