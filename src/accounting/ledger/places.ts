/** Where the files of a run lie. */

/** Everything in front of the name of a run; empty for one of the working folder. */
export const folderOf = (id: string): string => id.slice(0, Math.max(id.lastIndexOf('/'), id.lastIndexOf('\\')) + 1);
