#!/bin/sh
echo ${name} $${HOME} %%{x}
