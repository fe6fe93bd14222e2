/** Words that mean something else to Puppet, Ruby or Chef where rolebake would write an author's name. */
const PUPPET_WORDS =
  'and application attr case component consumes default define else elsif environment false function if import in inherits init node or private produces role site true type undef unless class any array binary boolean catalogentry collection callable data deferred enum error float hash integer iterable iterator notset numeric object optional pattern regexp resource runtime scalar semver sensitive sensitive_class string struct timespan timestamp tuple unit uri variant';
const PUPPET_VARIABLES = 'title name facts trusted server_facts module_name caller_module_name environment';
const PUPPET_METAPARAMETERS =
  'alias audit before consume export loglevel noop notify require schedule stage subscribe tag';
const RUBY_WORDS =
  'alias and begin break case class def defined do else elsif end ensure false for if in module next nil not or redo rescue retry return self super then true undef unless until when while yield';
const CHEF_PROPERTIES =
  'action name retries retry_delay sensitive ignore_failure umask only_if not_if notifies subscribes node run_context cookbook_name recipe_name provider resource_name method send hash freeze';

const words = (...lists: string[]): ReadonlySet<string> => new Set(lists.flatMap((list) => list.split(' ')));

/** Names that no profile or role may have: they would be classes that cannot be found. */
export const RESERVED_CLASS_NAMES = words(PUPPET_WORDS, PUPPET_METAPARAMETERS);

/** Names that no parameter may have. `flags` is what a profile with a unit gets from the role. */
export const RESERVED_PARAMETERS = words(
  PUPPET_WORDS,
  PUPPET_VARIABLES,
  PUPPET_METAPARAMETERS,
  RUBY_WORDS,
  CHEF_PROPERTIES,
  'flags',
);
