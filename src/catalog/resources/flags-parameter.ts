import type { Parameter } from '../model.ts';

/** Where a profile's parameter named `flags` comes from: the role, for profiles that declare a unit. */
export const FLAGS_PARAMETER: Parameter = {
  name: 'flags',
  type: { type: 'array', items: { type: 'string' } },
  description: 'Names of the flags that the unit receives at launch, as systemd credentials',
  default: [],
};
