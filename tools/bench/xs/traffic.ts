import { argument } from "host";
import text from "traffic";

/** Bytes that arrive at once: an ESP32 is interrupted when its FIFO holds so many. */
export const PIECE = 96;

/** What the module says. */
export const bytes = Uint8Array.from(text as string, (it) => it.charCodeAt(0));

/** How often it is to be read. */
export const passes = Number(argument(0));
