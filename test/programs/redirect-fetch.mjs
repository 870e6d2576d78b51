/** Preloaded by a test: every request goes to the local server of CT_TEST_SERVER, with its host as the first folder. */
const real = globalThis.fetch;
globalThis.fetch = (url, options) => {
  const { host, pathname, search } = new URL(url);
  return real(`${process.env.CT_TEST_SERVER}/${host}${pathname}${search}`, options);
};
