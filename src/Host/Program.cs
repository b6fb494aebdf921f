using Parley.Host.Commands;

// Server spans carry their tags only with this, and it is read once.
AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);

return await CommandLine.RunAsync(args, Console.Out, Console.Error);
