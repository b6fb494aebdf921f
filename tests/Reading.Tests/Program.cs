using Parley.Reading;
using Xunit.Runner.InProc.SystemConsole;

// Called as a reading process it reads; else it runs the tests, as the entry point that the test framework would have made.
return args is ["read"]
    ? await ReadingWorker.RunAsync(Console.OpenStandardInput(), Console.OpenStandardOutput(), TimeProvider.System, CancellationToken.None)
    : await ConsoleRunner.Run(args);
