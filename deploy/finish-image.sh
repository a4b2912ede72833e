#!/bin/sh
# The last step of building an image: removes what the app never loads from /opt/digitnet, and writes
# down what is left, as a software bill of materials.
set -eu
home=/opt/digitnet

# Streamlit loads the first four only for tables and charts of its own, of which the app has none;
# TensorFlow names the fifth, but loads it nowhere.
pip --python $home uninstall --yes altair pandas pyarrow pydeck libclang

# Headers and archives are for compiling against these packages, tests for their authors.
rm -rf $home/lib/python3.*/site-packages/tensorflow/include
find $home/lib -type d -name tests -prune -exec rm -r {} +
find $home/lib -type f -name '*.a' -delete

# With reproducible output, the same packages give the same file. Some packages name their licence only in
# words, which count as texts.
cyclonedx-py environment $home/bin/python --gather-license-texts --output-reproducible \
    --output-file $home/sbom.cdx.json
