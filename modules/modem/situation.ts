import { isRegistered } from "./commands.js";
import type { Profile } from "./profiles/profile.js";

/** Types of a PDP context (TS 27.007, 10.1.1), in the order of AT+QICSGP: 1, 2, 3. */
export const pdpTypes: readonly string[] = Object.freeze(["IP", "IPV6", "IPV4V6"]);
export type PDPType = "IP" | "IPV6" | "IPV4V6";

/** How user and password are told to the access point, in the order of AT+QICSGP: 0 to 3. */
export const authentications: readonly string[] = Object.freeze(["none", "PAP", "CHAP", "PAP or CHAP"]);
export type Authentication = "none" | "PAP" | "CHAP" | "PAP or CHAP";

/** What the modem's user wants of the module. */
export interface LifecycleSettings {
	readonly apn: string | undefined;
	readonly user: string;
	readonly password: string;
	readonly authentication: Authentication | undefined;
	readonly pdpType: PDPType | undefined;
	readonly context: number;
	readonly pin: string | undefined;
	/** The PIN is used only while the SIM card has at least so many tries left. */
	readonly pinTries: number;
	/** The baud wanted. */
	readonly baud: number;
	/** Whether the host's Serial drives RTS and obeys CTS. */
	readonly hasFlowControl: boolean;
	/** Whether the module may sleep: DTR wakes it. */
	readonly maySleep: boolean;
}

/** What the lifecycle has learnt from the module, and what it was told by its user. */
export class Situation {
	readonly settings: LifecycleSettings;
	profile: Profile;
	/** The port's present baud. */
	baud: number;
	/** Whether the module, or the host, was found unable to use the baud wanted. */
	isBaudRefused = false;
	/** Whether `RDY` was seen: then nothing can be left over in the module from before. */
	isFresh = false;
	/** Whether the PDP context has to be taken down before it is brought up. */
	isContextStale = false;
	/** Whether it was found up, for the network too, and defined as it should be. */
	isServed = false;
	isDefinedSo = false;
	/** Whether RTS and CTS are in use at both ends. */
	hasFlowControl: boolean;
	/** As `+CFUN` says: 1 is full functionality. */
	functionality = 1;
	/** As `+CPIN` says: `READY`, `SIM PIN` ... */
	simState = "";
	/** Tries that the SIM card has left for the PIN, as `+QPINC` says; below 0: it was not told. */
	pinTriesLeft = -1;
	/** Whether the PIN was refused: it is never tried again. */
	isPINWrong = false;
	/** `<stat>` of `+CEREG` and of `+CGREG` (TS 27.007, 10.1.22 and 10.1.20). */
	registrationEPS = 0;
	registrationGPRS = 0;
	/** First three lines of ATI: maker, model, revision. */
	identity: string[] = [];
	/** `<rssi>` of +CSQ, 0 to 31; 99 not known. */
	signal = 99;
	operator = "";
	/** Of the PDP context: IPv4, IPv6 or both; empty while it is down. */
	addresses: string[] = [];
	/** Whether the module is to be started again once it is off, and whether that is done by a command. */
	restarts = false;
	restartsItself = false;

	constructor(settings: LifecycleSettings, profile: Profile) {
		this.settings = settings;
		this.profile = profile;
		this.baud = settings.baud;
		this.hasFlowControl = settings.hasFlowControl;
	}

	/** The module has started anew, or that cannot be excluded. */
	forget(): void {
		this.isFresh = false;
		this.isContextStale = false;
		this.isServed = false;
		this.isDefinedSo = false;
		this.functionality = 1;
		this.simState = "";
		this.pinTriesLeft = -1;
		this.registrationEPS = 0;
		this.registrationGPRS = 0;
		this.operator = "";
		this.addresses = [];
	}

	/** Where the module is registered, the better one of LTE and what it falls back to. */
	get registration(): number {
		return isRegistered(this.registrationEPS) || !isRegistered(this.registrationGPRS)
			? this.registrationEPS
			: this.registrationGPRS;
	}

	get isRegistered(): boolean {
		return isRegistered(this.registration);
	}

	/** Whether the SIM card wants the PIN, and there is one that it has not refused. */
	get canUnlock(): boolean {
		const { pin, pinTries } = this.settings;
		if (this.simState !== "SIM PIN" || pin === undefined || this.isPINWrong) return false;
		return this.pinTriesLeft < 0 || this.pinTriesLeft >= pinTries;
	}

	/** Whether it wants something that nobody can give. */
	get isLocked(): boolean {
		return this.simState.startsWith("SIM P") && !this.canUnlock;
	}
}
