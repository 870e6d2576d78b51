/** Loaded in front of a program: it takes this machine for a Mac, and its user for one of any number. */
Object.defineProperty(process, 'platform', { value: 'darwin' });
process.getuid = () => Number(process.env.TEST_UID ?? 0);
