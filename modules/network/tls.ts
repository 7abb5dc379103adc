import type { Link } from "../modem/link.js";
import type { TLSSocketOptions } from "./socket-options.js";
import { TCP } from "./tcp.js";

/**
 * The TLS client socket of ECMA-419 (4th edition, clause 10) on the module's own (SSL Application Note): TCP with a required
 * option `tls`, see {@link TLSSocketOptions}. The module is given the name to connect to, so that SNI and verification work.
 */
export class TLS extends TCP {
	constructor(options: TLSSocketOptions, link: Link) {
		super(options, link, true);
	}
}
