# @summary Another one
class bound_thing::client {
}
