/** CSS colours as canvas takes them. */
import { CtError } from '../../model/errors.ts';

/** Red, green and blue from 0 to 1, and opacity from 0 to 1. */
export interface Colour {
  rgb: readonly [number, number, number];
  alpha: number;
}

const NAMES: Readonly<Record<string, string>> = {
  black: '#000',
  silver: '#c0c0c0',
  gray: '#808080',
  grey: '#808080',
  white: '#fff',
  maroon: '#800000',
  red: '#f00',
  purple: '#800080',
  fuchsia: '#f0f',
  magenta: '#f0f',
  green: '#008000',
  lime: '#0f0',
  olive: '#808000',
  yellow: '#ff0',
  navy: '#000080',
  blue: '#00f',
  teal: '#008080',
  aqua: '#0ff',
  cyan: '#0ff',
  orange: '#ffa500',
  transparent: '#0000',
};

const HEX = /^#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/;
const CALL = /^(rgb|hsl)a?\(\s*([^()]+?)\s*\)$/;

const known = new Map<string, Colour>();

/** Reads `#rgb[a]`, `#rrggbb[aa]`, `rgb(...)`, `rgba(...)`, `hsl(...)`, `hsla(...)` or one of the common names. */
export function readColour(text: string): Colour {
  const seen = known.get(text);
  if (seen !== undefined) return seen;
  const lower = text.trim().toLowerCase();
  const plain = Object.hasOwn(NAMES, lower) ? (NAMES[lower] as string) : lower;
  const colour = readHex(plain) ?? readCall(plain);
  if (colour === null) throw new CtError('UNSUPPORTED', `'${text.slice(0, 60)}' is no colour that can be drawn`);
  known.set(text, colour);
  return colour;
}

function readHex(text: string): Colour | null {
  const digits = HEX.exec(text)?.[1];
  if (digits === undefined) return null;
  const size = digits.length <= 4 ? 1 : 2;
  const channel = (index: number): number => {
    const part = digits.slice(index * size, (index + 1) * size);
    return part === '' ? 1 : Number.parseInt(size === 1 ? part + part : part, 16) / 255;
  };
  return { rgb: [channel(0), channel(1), channel(2)], alpha: channel(3) };
}

const toShare = (value: number): number => Math.min(1, Math.max(0, value));

/** A number or percentage as a share of `whole`; NaN where it is neither. */
const amount = (text: string, whole: number): number =>
  toShare(text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text) / whole);

function readCall(text: string): Colour | null {
  const call = CALL.exec(text);
  if (call === null) return null;
  const [first = '', second = '', third = '', opacity = '1', ...more] = (call[2] as string).split(/[\s,/]+/);
  const alpha = amount(opacity, 1);
  const rgb: [number, number, number] =
    call[1] === 'rgb'
      ? [amount(first, 255), amount(second, 255), amount(third, 255)]
      : hslToRgb(Number(first.replace(/deg$/, '')), amount(second, 100), amount(third, 100));
  return more.length > 0 || [...rgb, alpha].some(Number.isNaN) ? null : { rgb, alpha };
}

/** Hue in degrees, saturation and lightness from 0 to 1. */
function hslToRgb(hue: number, saturation: number, lightness: number): [number, number, number] {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset: number): number => {
    const k = (((offset + hue / 30) % 12) + 12) % 12;
    return lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1));
  };
  return [channel(0), channel(8), channel(4)];
}
