/** The native half of Serial as tests of its other half see it: what its constructor was given. */
export class FakeNativeUART {
	static parameters: readonly unknown[] = [];

	constructor(...parameters: unknown[]) {
		FakeNativeUART.parameters = parameters;
	}
}
