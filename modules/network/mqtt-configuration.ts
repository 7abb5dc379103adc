import { type Command, type CommandOwner, Outcome } from "../at/command.js";
import type { ParamWriter } from "../at/param-writer.js";
import { ModemError } from "../errors.js";
import type { Link } from "../modem/link.js";
import { Transmitter } from "../uart/transmitter.js";
import { mqtt } from "./mqtt-kinds.js";
import type { MQTTSettings, WillSettings } from "./mqtt-settings.js";
import { composeOption, isNeeded, mqttSetup, type SetupOption } from "./mqtt-setup.js";

/** What is remembered of the client indices, see {@link SetupOption}. */
export interface ConfigurationMarks {
	marksOf(index: number): number;
	mark(index: number, mark: number, isSet: boolean): void;
}

export interface ConfigurationOwner {
	/** All options are set. */
	onConfigured(): void;
	/** Nothing can be set: a connection of a former client of the index is still there. */
	onOccupied(error: ModemError): void;
	onConfigurationFailed(error: ModemError): void;
}

/** Sets the options of one MQTT client in the module, one after the other (MQTT Application Note 3.2.1). */
export class MQTTConfiguration implements CommandOwner {
	readonly #link: Link;
	readonly #index: number;
	readonly #settings: MQTTSettings;
	readonly #marks: ConfigurationMarks;
	readonly #owner: ConfigurationOwner;
	#step = 0;
	#command: Command | undefined;

	constructor(link: Link, index: number, settings: MQTTSettings, marks: ConfigurationMarks, owner: ConfigurationOwner) {
		this.#link = link;
		this.#index = index;
		this.#settings = settings;
		this.#marks = marks;
		this.#owner = owner;
	}

	/** Sets all from the first on. */
	begin(): void {
		this.#step = 0;
		this.#set();
	}

	/** Hears no more of anything. */
	close(): void {
		if (this.#command !== undefined) this.#link.scheduler.abandon(this.#command);
		this.#command = undefined;
	}

	compose(_command: Command, writer: ParamWriter): void {
		composeOption(this.#option, writer, this.#index, this.#settings);
	}

	onDone(command: Command, outcome: number, code: number): void {
		if (command !== this.#command) return;
		this.#command = undefined;
		if (outcome === Outcome.reset) return; // the owner hears of a reset itself
		const it = this.#option;
		const { name } = mqtt.configure;
		const isRefused = outcome === Outcome.error;
		if (isRefused && isNeeded(it, this.#settings)) {
			const error = new ModemError(code === 0 ? "final" : "CME", code, `${name}="${it.name}"`, this.#step === 0);
			// What is first always is to be had, on an index that is free.
			if (this.#step === 0) this.#owner.onOccupied(error);
			else this.#owner.onConfigurationFailed(error);
		} else if (outcome === Outcome.refused) {
			this.#owner.onConfigurationFailed(new ModemError("framing", 0, name, false));
		} else if (outcome !== Outcome.ok && !isRefused) {
			this.#owner.onConfigurationFailed(new ModemError("timeout", 0, name, true));
		} else {
			if (it.mark !== 0 && !isRefused) this.#marks.mark(this.#index, it.mark, it.isWanted(this.#settings));
			this.#step++;
			this.#set();
		}
	}

	get #option(): SetupOption {
		return mqttSetup[this.#step] as SetupOption;
	}

	/** Sends the next option that there is to set. */
	#set(): void {
		const marks = this.#marks.marksOf(this.#index);
		const settings = this.#settings;
		for (; this.#step < mqttSetup.length; this.#step++) {
			const it = this.#option;
			if (it.mark === 0 || it.isWanted(settings) || (marks & it.mark) !== 0) break;
		}
		if (this.#step === mqttSetup.length) {
			this.#owner.onConfigured();
			return;
		}
		const { scheduler } = this.#link;
		if (scheduler.free <= 0) {
			// Told like any other failure, the user may try again.
			this.#owner.onConfigurationFailed(new ModemError("timeout", 0, mqtt.configure.name, true));
			return;
		}
		const hasPayload = this.#option.hasPayload(settings);
		const command = scheduler.submit(hasPayload ? mqtt.configureLong : mqtt.configure, this, 0, this.#index);
		if (hasPayload) {
			const { bytes } = settings.will as WillSettings;
			command.payload = Transmitter.store(bytes.length);
			command.payload.bytes.set(bytes);
			command.payloadFrom = 0;
			command.payloadLength = bytes.length;
		}
		this.#command = command;
		scheduler.start();
	}
}
