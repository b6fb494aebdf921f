using Parley.Reading;
using Xunit.Runner.InProc.SystemConsole;
using Xunit.Runner.InProc.SystemConsole.TestingPlatform;

// Called as a reading process it reads; else it runs the tests, as the entry point that the test framework would have made.
if (args is ["read"])
{
    return await ReadingWorker.RunAsync(Console.OpenStandardInput(), Console.OpenStandardOutput(), TimeProvider.System, CancellationToken.None);
}

return args.Any(arg => arg is "--server" or "--internal-msbuild-node")
    ? await TestPlatformTestFramework.RunAsync(args, (_, _) => { })
    : await ConsoleRunner.Run(args);
