/** A file system's error in words that name the file and what to do about it. */
export function directoryError(error: unknown, doing: string): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOSPC':
      return new Error(`cannot ${doing}: the disk is full; free some of it, or give a store with more room`, { cause: error });
    case 'EDQUOT':
      return new Error(`cannot ${doing}: the quota of this user is used up; raise it, or give another store`, { cause: error });
    case 'EFBIG':
      return new Error(`cannot ${doing}: the file system, or a limit of this process, allows no file that large`, { cause: error });
    case 'EACCES':
    case 'EPERM':
      return new Error(`cannot ${doing}: this user is not permitted to; give it the folder, or run as the user it belongs to`, { cause: error });
    case 'EROFS':
      return new Error(`cannot ${doing}: the file system is mounted read-only`, { cause: error });
    case 'ENOTDIR':
    case 'EEXIST':
      return new Error(`cannot ${doing}: a file is where a folder should be; give the path of a folder`, { cause: error });
    case 'ENAMETOOLONG':
      return new Error(`cannot ${doing}: the path is too long for the file system`, { cause: error });
    default:
      return new Error(`cannot ${doing}: ${message}`, { cause: error });
  }
}

export function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}
