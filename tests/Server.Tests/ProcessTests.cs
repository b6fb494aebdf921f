using System.Net;
using System.Text.Json;

namespace Parley.Server.Tests;

/// <summary>The server as a process: it starts, refuses to start twice, takes verbs, and ends.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task A_server_starts_is_ready_and_stops_when_it_is_told_to()
    {
        await using var server = await ServerProcess.StartAsync(new() { PlantsDocumentation = true });

        var ready = await server.Client.GetStringAsync("/health/ready");
        var code = await server.StopAsync();

        Assert.Equal("ready", JsonElement.Parse(ready).GetProperty("status").GetString());
        Assert.Equal(0, code);
        Assert.DoesNotContain(server.Log.All, line => line.Contains("\"LogLevel\":\"Error\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_is_told_to_stop_first_says_that_it_is_not_ready_and_still_answers()
    {
        await using var server = await ServerProcess.StartAsync(new ServerOptions
        {
            Environment = new Dictionary<string, string> { ["Parley__Drain__Seconds"] = "120" },
        });

        Signals.Send(server.ProcessId, Signals.Terminate);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(100));
        HttpResponseMessage ready;
        while ((ready = await server.Client.GetAsync("/health/ready", patience.Token)).StatusCode == HttpStatusCode.OK)
        {
            ready.Dispose();
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains("draining", await ready.Content.ReadAsStringAsync(patience.Token), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/v1/me", patience.Token)).StatusCode);
    }

    [Fact]
    public async Task A_second_server_on_the_same_folder_refuses_to_start_with_one_sentence()
    {
        await using var server = await ServerProcess.StartAsync();

        var second = await server.RunVerbAsync("serve", "--urls", "http://127.0.0.1:0");

        Assert.Equal(1, second.ExitCode);
        Assert.Contains("Another Parley is running on the data folder", second.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", second.Errors, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/health/ready")).StatusCode);
    }

    [Fact]
    public async Task A_killed_server_starts_again_on_its_folder()
    {
        await using var server = await ServerProcess.StartAsync();

        await server.KillAsync();
        await server.StartAgainAsync();

        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/health/ready")).StatusCode);
    }

    [Fact]
    public async Task A_verb_works_beside_the_server_and_without_it()
    {
        await using var server = await ServerProcess.StartAsync();

        var beside = await server.RunVerbAsync("migrate");
        await server.StopAsync();
        var alone = await server.RunVerbAsync("migrate");

        Assert.Equal((0, 0), (beside.ExitCode, alone.ExitCode));
        Assert.Equal(beside.Output, alone.Output);
    }

    [Fact]
    public async Task The_folder_and_the_socket_in_it_are_open_to_their_owner_alone()
    {
        await using var server = await ServerProcess.StartAsync();

        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(Path.Combine(server.DataFolder, "parley.sock")) & others);
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(Path.Combine(server.DataFolder, "parley.db")) & others);
    }

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("serve", "--colour")]
    [InlineData("backup")]
    [InlineData("serve", "twice")]
    public async Task A_command_that_is_not_understood_ends_with_2_and_a_sentence(params string[] args)
    {
        var result = await ServerProcess.RunAsync(new(), args);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("'parley --help' lists what there is.", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PARLEY_ROLES", "api,cook", "cook")]
    [InlineData("PARLEY_MASTER_KEY", "c2hvcnQ=", "32 bytes")]
    [InlineData("Parley__Proxies", "somewhere", "somewhere")]
    [InlineData("Parley__Documentation", "perhaps", "Parley__Documentation is 'perhaps'; it is true or false")]
    [InlineData("PARLEY_DATA", "/proc/parley", "/proc/parley")]
    [InlineData("ASPNETCORE_URLS", "nowhere", "nowhere")]
    [InlineData("OPENAI_BASE_URL", "localhost/v1", "localhost/v1")]
    [InlineData("ANTHROPIC_BASE_URL", "localhost", "ANTHROPIC_BASE_URL")]
    [InlineData("PARLEY_API_KEY", "secret", "PARLEY_API_KEY must be")]
    [InlineData("PARLEY_ADMIN_EMAIL", "ada@example.com", "go together")]
    [InlineData("Parley__Http__MaxRedirects", "100", "Parley__Http__MaxRedirects must be")]
    [InlineData("Kestrel__Certificates__Default__Path", "/nowhere.pem", "There is no file /nowhere.pem")]
    [InlineData("Parley__Runs__LeaseSeconds", "0", "Parley__Runs__LeaseSeconds must be")]
    [InlineData("Parley__Drain__Seconds", "soon", "Parley__Drain__Seconds is 'soon', which is not a number")]
    [InlineData("Parley__Http__TimeLimit", "half an hour", "Parley__Http__TimeLimit is 'half an hour', which is not a time span")]
    [InlineData("Parley__Mail__Host", "mail.example", "Parley__Mail__From must be")]
    [InlineData("Parley__Jobs__Concurrency", "many", "Parley__Jobs__Concurrency is 'many', which is not a whole number")]
    public async Task A_setting_that_cannot_be_used_keeps_it_from_starting_and_is_named(string name, string value, string named)
    {
        var folder = Directory.CreateTempSubdirectory("parley-test-");
        var options = new ServerOptions { DataFolder = folder.FullName, Environment = new Dictionary<string, string> { [name] = value } };

        var result = await ServerProcess.RunAsync(options, "serve");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(named, result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Errors, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }
}
