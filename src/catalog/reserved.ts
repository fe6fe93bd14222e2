/** Words that mean something else to Puppet, Ruby or Chef where rolebake would write an author's name. */
const PUPPET_WORDS =
  'and application attr case component consumes default define else elsif environment false function if import in inherits init node or private produces role site true type undef unless class any array binary boolean catalogentry collection callable data deferred enum error float hash integer iterable iterator notset numeric object optional pattern regexp resource runtime scalar semver sensitive sensitive_class string struct timespan timestamp tuple unit uri variant';
const PUPPET_VARIABLES = 'title name facts trusted server_facts module_name caller_module_name environment';
const PUPPET_METAPARAMETERS =
  'alias audit before consume export loglevel noop notify require schedule stage subscribe tag';
const RUBY_WORDS =
  'alias and begin break case class def defined do else elsif end ensure false for if in module next nil not or redo rescue retry return self super then true undef unless until when while yield';
/** Methods of every Chef resource, which a property of the same name would break (Chef 18). */
const CHEF_METHODS =
  'action action_description after_created allowed_actions as_json before_notifications build_resource chef_vault chef_vault_item chef_vault_item_for_environment class clone compile_time convert_to_class_name convert_to_snake_case cookbook_name cookbook_version copy_properties_from current_value custom_exception_message customize_exception data_bag data_bag_item declare_resource declared_key declared_type default_guard_interpreter default_paths default_secret_config default_secret_service define_singleton_method defined_at delayed_action delayed_notifications delete_resource deprecated_attr deprecated_attr_reader deprecated_attr_writer deprecated_ivar disable_wow64_file_redirection display dup edit_resource elapsed_time enclosing_provider enum_for events executed_by_runner extend file_open file_read filename_to_qualified_string find_resource freeze guard_interpreter hash identity ignore_failure immediate_notifications inspect instance_eval instance_exec instance_variable_get instance_variable_set instance_variables itself lazy load_from logger lookup_provider_constant method method_missing methods name node node_windows_architecture normalize_snake_case_name not_if notifies notifies_before notifies_delayed notifies_immediately object_id only_if params parse_file parse_json parse_toml parse_yaml platform_version powershell_out powershell_version pretty_inspect pretty_print pretty_print_cycle pretty_print_inspect pretty_print_instance_variables private_methods property_description protected_methods provider provider_for_action ps_credential public_method public_methods public_send recipe_name registry_get_subkeys registry_get_values remove_instance_variable render_json render_toml render_yaml reset_property resolve_notification_references resource_initializing resource_name resources restore_wow64_file_redirection retries retry_delay run_action run_context search secret send sensitive set_or_return shell_out singleton_class singleton_method singleton_methods snake_case_basename source_line source_line_file source_line_number state_for_resource_reporter subscribes taint tap then to_enum to_h to_hash to_json to_s to_text to_yaml trust umask untaint untrust updated updated_by_last_action validate validate_action value_for_platform value_for_platform_family value_to_text where which windows_nt_version with_os_architecture with_run_context with_secret_config with_secret_service with_umask wow64_directory yield_self';

const words = (...lists: string[]): ReadonlySet<string> => new Set(lists.flatMap((list) => list.split(' ')));

/** Names that no profile or role may have: they would be classes that cannot be found. */
export const RESERVED_CLASS_NAMES = words(PUPPET_WORDS, PUPPET_METAPARAMETERS);

/** Names that no parameter may have; words of Puppet may, as variables of it. `flags` is what a profile with a unit gets from the role. */
export const RESERVED_PARAMETERS = words(
  PUPPET_VARIABLES,
  PUPPET_METAPARAMETERS,
  RUBY_WORDS,
  CHEF_METHODS,
  'template_finder',
  'flags',
);
