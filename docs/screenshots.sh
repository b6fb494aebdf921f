#!/bin/sh
# Makes the pictures in docs/screenshots anew: a server with demonstration data and a scripted model, shown by Chromium.
# Needs what the tests of the page need: .NET, Node, and Chromium at /usr/bin/chromium or where PARLEY_CHROMIUM says.
set -eu
cd "$(dirname "$0")/.."
dotnet build tests/Server.Tests -v quiet
mkdir -p docs/screenshots
PARLEY_SCREENSHOTS="$PWD/docs/screenshots" dotnet tests/Server.Tests/bin/Debug/net10.0/Parley.Server.Tests.dll \
  -class Parley.Server.Tests.Browser.PictureTests -parallel none
