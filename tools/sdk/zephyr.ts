import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { compiler } from "../../hosts/xs/compiler.js";
import type { SDK } from "./sdk.js";

// For Zephyr the SDK writes no makefile but a CMakeLists.txt, which Zephyr's own CMake package takes in. Of all that Zephyr is, the steps up
// to the C file with the JavaScript in it need little: functions of that package, which only matter to who compiles C; names
// of bindings; and the device tree of the board as Zephyr's compiler puts it, from which the SDK makes a module. They stand in here.

/** Functions of Zephyr's CMake package that the SDK calls: they say what is compiled, and nothing is. */
const config = `foreach(name include_directories system_include_directories compile_definitions compile_options)
	cmake_language(EVAL CODE "
		function(zephyr_get_\${name}_for_lang_as_string language result)
			set(\\\${result} \\"\\" PARENT_SCOPE)
		endfunction()")
endforeach()
foreach(name include_directories compile_definitions compile_options sources add_dependencies)
	cmake_language(EVAL CODE "
		function(zephyr_library_\${name})
		endfunction()")
endforeach()
if(NOT TARGET app)
	add_library(app INTERFACE)
endif()
`;

/** Whatever version is asked for is this one. */
const version = `set(PACKAGE_VERSION "\${PACKAGE_FIND_VERSION}")
set(PACKAGE_VERSION_COMPATIBLE TRUE)
`;

/** The bindings of what is in the tree: the SDK looks for their files by name. */
const bindings = Object.freeze([
	"gpio/nordic,nrf-gpio",
	"serial/nordic,nrf-uarte",
	"i2c/nordic,nrf-twi",
	"pwm/nordic,nrf-pwm",
] as const);

/** nRF52840 DK as far as its names get into JavaScript: banks of pins, UARTs, I2C, PWM, a light and a button. */
const tree = `/dts-v1/;
/ {
	aliases { led0 = &led0; sw0 = &button0; };
	leds { compatible = "gpio-leds"; led0: led_0 { gpios = < &gpio0 0xd 0x1 >; }; };
	buttons { compatible = "gpio-keys"; button0: button_0 { gpios = < &gpio0 0xb 0x11 >; }; };
	soc {
		gpio0: gpio@50000000 { compatible = "nordic,nrf-gpio"; ngpios = < 0x20 >; status = "okay"; };
		gpio1: gpio@50000300 { compatible = "nordic,nrf-gpio"; ngpios = < 0x10 >; status = "okay"; };
		uart0: uart@40002000 { compatible = "nordic,nrf-uarte"; current-speed = < 0x1c200 >; status = "okay"; };
		arduino_serial: uart1: uart@40028000 { compatible = "nordic,nrf-uarte"; current-speed = < 0x1c200 >; status = "okay"; };
		arduino_i2c: i2c0: i2c@40003000 { compatible = "nordic,nrf-twi"; status = "okay"; };
		pwm0: pwm@4001c000 { compatible = "nordic,nrf-pwm"; status = "okay"; };
	};
};
`;

function writeAll(files: Readonly<Record<string, string>>): void {
	for (const [path, text] of Object.entries(files)) {
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, text);
	}
}

/** A command, and its arguments. */
export type StandInCommand = readonly [command: string, args: readonly string[]];

/** What stands in for Zephyr while a project is built, and the commands that build it. */
export class ZephyrStandIn {
	readonly #base: string;
	readonly #app: string;
	/** What the SDK's tools want to find beside what they find always. */
	readonly env: NodeJS.ProcessEnv;
	/** Of mcconfig: without it the CMakeLists.txt starts the debugger's window. */
	readonly options = Object.freeze(["-l"]);

	/** @param base a folder for it */
	constructor({ folder }: SDK, base: string) {
		this.#base = base;
		this.#app = join(folder, "build", "devices", "zephyr", "app");
		this.env = { ZEPHYR_BASE: base };
		writeAll({
			[join(base, "ZephyrConfig.cmake")]: config,
			[join(base, "ZephyrConfigVersion.cmake")]: version,
			[join(base, "Zephyr-sdkConfig.cmake")]: "",
			[join(base, "Zephyr-sdkConfigVersion.cmake")]: version,
			...Object.fromEntries(bindings.map((name) => [join(base, "dts", "bindings", `${name}.yaml`), ""])),
		});
	}

	/**
	 * The commands that go as far as the file with all the JavaScript in it.
	 * @param folder of the CMakeLists.txt that mcconfig has written
	 */
	commands(folder: string, jobs: number): StandInCommand[] {
		const build = join(folder, "build");
		writeAll({ [join(build, "zephyr", "zephyr.dts")]: tree });
		const settings = {
			MODDABLE_BUILD_DIR: folder,
			Zephyr_DIR: this.#base,
			"Zephyr-sdk_DIR": this.#base,
			// Nothing is compiled, and what compiles is not tried.
			CMAKE_C_COMPILER: compiler(),
			CMAKE_CXX_COMPILER: compiler(),
			CMAKE_C_COMPILER_FORCED: "1",
			CMAKE_CXX_COMPILER_FORCED: "1",
		};
		const definitions = Object.entries(settings).map(([name, value]) => `-D${name}=${value}`);
		return [
			["cmake", ["-S", this.#app, "-B", build, "-G", "Unix Makefiles", ...definitions]],
			["cmake", ["--build", build, "--target", "generated_files", "--parallel", `${jobs}`]],
		];
	}
}
