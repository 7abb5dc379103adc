import { CME, Refusal } from "./refusal.js";

/** A SIM card as it is bought. */
export interface SimCardOptions {
	/** IMSI, 15 digits. */
	imsi?: string;
	/** ICCID, 20 digits. */
	iccid?: string;
	/** The PIN, 4 to 8 digits; without it the card asks for none. */
	pin?: string;
	/** The PUK, 8 digits. */
	puk?: string;
	/** The slot is empty. */
	absent?: boolean;
}

const PIN_TRIES = 3;
const PUK_TRIES = 10;

/** The SIM card. What has been tried wrongly is in the card, and outlives power cuts; that the PIN was right does not. */
export class SimCard {
	readonly imsi: string;
	readonly iccid: string;
	readonly #puk: string;
	#absent: boolean;
	#pin: string | undefined;
	#pinTries = PIN_TRIES;
	#pukTries = PUK_TRIES;
	#open = false;

	/** @throws RangeError when a number has not the digits it needs */
	constructor(options: SimCardOptions = {}) {
		this.imsi = digits(options.imsi ?? "460001234567890", 15, 15);
		this.iccid = digits(options.iccid ?? "89860012345678901234", 19, 20);
		this.#puk = digits(options.puk ?? "12345678", 8, 8);
		this.#pin = options.pin === undefined ? undefined : digits(options.pin, 4, 8);
		this.#absent = options.absent ?? false;
	}

	/** The card has lost its supply: the PIN is asked for again. */
	powerUp(): void {
		this.#open = false;
	}

	/** The card is taken out of its slot, or put in again. */
	set present(present: boolean) {
		this.#absent = !present;
		this.#open = false;
	}

	get present(): boolean {
		return !this.#absent;
	}

	/** What AT+CPIN? shows; undefined when there is no card. */
	get state(): "READY" | "SIM PIN" | "SIM PUK" | undefined {
		if (this.#absent) {
			return undefined;
		}
		if (this.#pinTries === 0) {
			return "SIM PUK";
		}
		return this.#pin === undefined || this.#open ? "READY" : "SIM PIN";
	}

	/** Refuses what needs a card that is there. */
	requirePresent(): void {
		if (this.#absent) {
			throw new Refusal(CME.simNotInserted);
		}
	}

	/** How often the PIN, and the PUK, may still be tried. */
	get tries(): { pin: number; puk: number } {
		return { pin: this.#pinTries, puk: this.#pukTries };
	}

	/** Refuses what needs a card that is there and unlocked. */
	requireReady(): void {
		const { state } = this;
		if (state !== "READY") {
			const code = state === undefined ? CME.simNotInserted : state === "SIM PIN" ? CME.simPin : CME.simPuk;
			throw new Refusal(code);
		}
	}

	/** AT+CPIN: a PIN, or a PUK and a new PIN. Refuses what is wrong or not asked for. */
	unlock(code: string, newPin: string | undefined): void {
		const { state } = this;
		if (state === undefined) {
			throw new Refusal(CME.simNotInserted);
		}
		if (state === "READY" || (newPin === undefined) !== (state === "SIM PIN")) {
			throw new Refusal(state === "SIM PUK" ? CME.simPuk : CME.notAllowed);
		}
		if (newPin === undefined) {
			this.#enterPin(code);
		} else {
			this.#enterPuk(code, newPin);
		}
	}

	#enterPin(code: string): void {
		if (code !== this.#pin) {
			this.#pinTries--;
			throw new Refusal(this.#pinTries === 0 ? CME.simPuk : CME.incorrectPassword);
		}
		this.#pinTries = PIN_TRIES;
		this.#open = true;
	}

	#enterPuk(code: string, newPin: string): void {
		if (!/^\d{4,8}$/.test(newPin) || this.#pukTries === 0 || code !== this.#puk) {
			this.#pukTries = Math.max(0, this.#pukTries - 1);
			throw new Refusal(CME.incorrectPassword);
		}
		this.#pukTries = PUK_TRIES;
		this.#pinTries = PIN_TRIES;
		this.#pin = newPin;
		this.#open = true;
	}
}

function digits(text: string, least: number, most: number): string {
	if (!/^\d+$/.test(text) || text.length < least || text.length > most) {
		throw new RangeError("a number of the SIM card has the wrong digits");
	}
	return text;
}
