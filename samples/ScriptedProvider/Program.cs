using System.Collections;
using Parley.ScriptedProvider;

try
{
    var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .ToDictionary(entry => (string)entry.Key, entry => entry.Value as string ?? "");
    await using var app = ScriptedProviderApp.Create(ScriptedProviderOptions.Read(args, environment));
    await app.StartAsync();
    Console.WriteLine($"Scripted provider is ready at {app.Urls.First()}");
    await app.WaitForShutdownAsync();
    return 0;
}
catch (ScriptException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}
