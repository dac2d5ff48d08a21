name = "file"
suffix = "file"
