/** Text of logs, made harmless for whoever shows it. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Control characters and bidirectional overrides of a log never reach the terminal. */
export function clean(text: string): string {
  return text.replace(CONTROLS, '\uFFFD');
}

/** JSON with all of them escaped; `JSON.stringify` leaves those above 0x7e as they are. */
export function toJson(value: unknown, indent?: number): string {
  const json = JSON.stringify(value, null, indent);
  return json.replace(CONTROLS, (sign) =>
    sign === '\n' ? sign : `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
