import { PROVIDERS, type Provider } from '../machines/provider.ts';
import type { Session } from './session.ts';
import type { OptionDeclaration, Options } from './verb.ts';

/** Whose machines are meant. */
export const PROVIDER: OptionDeclaration = {
  flags: '--provider <name>',
  description: 'whose machines: local or ec2; default: what rolebake.yaml says, else local',
  choices: PROVIDERS,
};

/** The provider that the command line names, or else rolebake.yaml. */
export function chosenProvider(session: Session, options: Options): Provider {
  return PROVIDERS.find((one) => one === options['provider']) ?? session.settings.provider;
}
