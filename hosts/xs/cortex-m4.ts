import { spawnSync } from "node:child_process";
import { isThere } from "./compiler.js";
import { EngineUnavailable } from "./engine-unavailable.js";

/** The compiler for the board. */
export const crossCompiler = "arm-none-eabi-gcc";
/** What emulates it. */
const emulator = "qemu-system-arm";
/** QEMU's clock moves on by 64 ns for each instruction, and at once over any waiting. */
const counted = Object.freeze(["-icount", "shift=6,sleep=off"] as const);

/** Whether the compiler has a C library for the board: Debian has it in a package of its own. */
function hasLibrary(): boolean {
	const parameters = ["-mcpu=cortex-m4", "-mthumb", "--specs=nano.specs", "-x", "c", "-E", "-"];
	return spawnSync(crossCompiler, parameters, { input: "#include <stdlib.h>\n", stdio: "pipe" }).status === 0;
}

/** What is missing for an emulated Cortex-M4, as Debian calls it; empty: nothing. */
export function missingForCortexM4(): string[] {
	const missing: string[] = [];
	if (!isThere(emulator)) missing.push("qemu-system-arm");
	if (!isThere(crossCompiler)) missing.push("gcc-arm-none-eabi");
	else if (!hasLibrary()) missing.push("libnewlib-arm-none-eabi");
	return missing;
}

/** Where QEMU's board has its UART: a connection it makes, a device, or nowhere. */
function characterDevice(serial: string | undefined): string {
	const parts = /^(?:wire|tcp):(.+):(\d+)$/.exec(serial ?? "");
	if (parts !== null) return `socket,id=uart,host=${parts[1]},port=${parts[2]},nodelay=on`;
	if (serial?.startsWith("/")) return `serial,id=uart,path=${serial.replaceAll(",", ",,")}`;
	if (serial === undefined || serial.startsWith("wire:@")) return "null,id=uart";
	throw new EngineUnavailable(`${serial}: the emulated board reaches wire:HOST:PORT, tcp:HOST:PORT or a device`);
}

/** How a program is started on the board mps2-an386, a Cortex-M4 with 20 MB of RAM. */
export interface Emulation {
	/** The compiled program. */
	readonly program: string;
	/** The file with the settings that the program reads. */
	readonly settings: string;
	/** What UART1 is joined to. */
	readonly serial: string | undefined;
	/** Whether time is counted in instructions: the same program then runs the same way each time. */
	readonly isCounted: boolean;
}

/** The command that starts a program on the emulated board. @throws EngineUnavailable for a serial that it cannot reach */
export function emulation({ program, settings, serial, isCounted }: Emulation): [command: string, ...string[]] {
	const semihosting = `enable=on,target=native,arg=${settings.replaceAll(",", ",,")}`;
	return [
		emulator,
		...["-M", "mps2-an386", "-display", "none", "-monitor", "none", "-kernel", program],
		...["-semihosting-config", semihosting, "-chardev", characterDevice(serial)],
		...["-serial", "null", "-serial", "chardev:uart"],
		...(isCounted ? counted : []),
	];
}

/** The text of the file that the board's program reads: its environment, then its arguments (engine/port-mps2.c). */
export function settingsText(environment: Readonly<Record<string, string>>, args: readonly string[]): string {
	const all = [...Object.entries(environment).map(([name, value]) => `${name}=${value}`), "", ...args];
	return all.map((it) => `${it}\0`).join("");
}
