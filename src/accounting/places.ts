/** The two parts of a run's id: its folder, and the name of the run in it. */

/** Everything in front of the name; empty for a run of the working folder. */
export const folderOf = (id: string): string => id.slice(0, -nameOf(id).length);

/** The last part of an id, with its `#2` where a file holds several runs. */
export const nameOf = (id: string): string => id.slice(Math.max(id.lastIndexOf('/'), id.lastIndexOf('\\')) + 1);
