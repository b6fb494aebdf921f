using System.Globalization;
using Parley.Bench.Gateway;

// dotnet run -c Release --project bench/Gateway -- [--portkey FOLDER] [--rounds N] [--seconds N] [--only WORDS] [--loads WORDS]
if (args is ["serve", var upstreamUrl])
{
    await GatewayServer.RunAsync(new Uri(upstreamUrl));
    return 0;
}

string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
int Number(string name, int otherwise) => Option(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

await new Comparison(
    Option("--portkey"), Number("--rounds", 3), TimeSpan.FromSeconds(Number("--seconds", 15)), Option("--only"), Option("--loads")).RunAsync();
return 0;
