using Parley.Bench.Edge;

// What the edge costs a request on this machine: dotnet run -c Release --project bench/Edge -- [requests]
if (args is ["serve", var what])
{
    await MeasuredServers.RunAsync(what);
    return;
}

await new EdgeBench(requests: args is [var count] ? int.Parse(count, System.Globalization.CultureInfo.InvariantCulture) : 20_000).RunAsync();
