/** The part of picomatch that we use; the package brings no types. */
declare module 'picomatch' {
  export default function picomatch(
    pattern: string,
    options?: { dot?: boolean; nonegate?: boolean },
  ): (text: string) => boolean;
}
