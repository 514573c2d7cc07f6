import type { ClientCapabilities, FeatureState, StaticFeature } from 'vscode-languageclient/node';

/** Tells the server what this client can do beyond the protocol (docs/commands.md). */
export const announcement: StaticFeature = {
  fillClientCapabilities(capabilities: ClientCapabilities): void {
    const others = (capabilities.experimental ?? {}) as Record<string, unknown>;
    capabilities.experimental = { ...others, notesLsp: { showReferences: true, commandLinks: true, status: true } };
  },
  initialize(): void {
    // It changes nothing what the server answers.
  },
  getState(): FeatureState {
    return { kind: 'static' };
  },
  clear(): void {
    // It holds nothing.
  },
};
