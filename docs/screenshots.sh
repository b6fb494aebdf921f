#!/bin/sh
# Makes the pictures in docs/screenshots anew: a server with demonstration data and a scripted model, shown by Chromium.
# Needs what the tests of the page need: .NET, Node, and Chromium at /usr/bin/chromium or where PARLEY_CHROMIUM says.
set -eu
cd "$(dirname "$0")/.."
dotnet build tests/Browser.Tests -v quiet
mkdir -p docs/screenshots
PARLEY_SCREENSHOTS="$PWD/docs/screenshots" dotnet tests/Browser.Tests/bin/Debug/net10.0/Parley.Browser.Tests.dll \
  -class Parley.Browser.Tests.PictureTests -parallel none
