import { Files } from "../modem/files.js";
import type { Link, Security as Port } from "../modem/link.js";
import { SSLContext, type SSLContextOwner, type SSLSettings } from "../modem/ssl-context.js";
import { SSLContexts } from "../modem/ssl-contexts.js";
import { checkTLSOptions, type TLSOptions } from "./tls-options.js";

/** TLS on the module's SSL contexts: certificates and keys are files in its flash. One per modem, made for the first who wants it. */
export class Security implements Port {
	readonly #link: Link;
	readonly #contexts: SSLContexts;

	constructor(link: Link) {
		this.#link = link;
		this.#contexts = new SSLContexts(new Files(link.scheduler), link.profile.sslContexts);
	}

	settingsOf(tls: TLSOptions, host: string, ignoresTime: boolean): SSLSettings {
		return checkTLSOptions(tls, host, ignoresTime);
	}

	hold(settings: SSLSettings, owner: SSLContextOwner): SSLContext {
		return new SSLContext(this.#link.scheduler, this.#contexts, settings, owner);
	}
}
