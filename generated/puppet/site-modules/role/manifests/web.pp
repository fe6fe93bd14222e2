# Generated from catalog/roles/web.yaml; edit there.

# @summary The shop's pages, behind nginx
class role::web {
  include profile::shop_program
  include profile::http_service
  include profile::nginx_front
  include profile::logging_rsyslog
}
