# Values for the variables that the spec leaves open.
export_bucket = "shop-exports"
