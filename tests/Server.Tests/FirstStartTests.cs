using System.Net.Http.Json;
using System.Text.Json;
using Parley.Host.Composition;

namespace Parley.Server.Tests;

/// <summary>What somebody meets who starts it for the first time, without any configuration.</summary>
public sealed class FirstStartTests(FirstStartFixture fixture) : IClassFixture<FirstStartFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("What is Parley?", "Parley is a self-hosted chat platform")]
    [InlineData("How do I back up?", "parley backup")]
    [InlineData("How do I connect a model?", "`OPENAI_BASE_URL`")]
    public async Task The_products_own_documentation_answers_the_first_questions(string question, string said)
    {
        await KnowledgeIsReadyAsync();

        using var response = await fixture.Server.Client.PostAsJsonAsync("/v1/chat", new { prompt = question });
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Contains(said, answer.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains("no language model is connected", answer.GetProperty("text").GetString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_the_documentation_does_not_say_is_not_made_up()
    {
        await KnowledgeIsReadyAsync();

        using var response = await fixture.Server.Client.PostAsJsonAsync("/v1/chat", new { prompt = "Who won the chess championship of 1972?" });

        Assert.StartsWith("I do not know", (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_first_start_that_is_told_to_plants_no_documentation()
    {
        await using var server = await ServerProcess.StartAsync(new() { PlantsDocumentation = false });

        var known = await server.Client.GetFromJsonAsync<JsonElement>("/v1/knowledge");

        Assert.Empty(known.GetProperty("data").EnumerateArray());
    }

    [Fact]
    public void A_link_for_the_first_owner_is_printed_with_the_address()
    {
        Assert.Contains(fixture.Server.Output.All, line => line.StartsWith($"{fixture.Server.Url.ToString().TrimEnd('/')}/welcome#token=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_new_link_and_the_documentation_can_be_had_beside_the_running_server()
    {
        var link = await fixture.Server.RunVerbAsync("owner-link");
        var seed = await fixture.Server.RunVerbAsync("seed");
        var doctor = await fixture.Server.RunVerbAsync("doctor");

        Assert.Equal((0, ""), (link.ExitCode, link.Errors));
        Assert.StartsWith($"{fixture.Server.Url.ToString().TrimEnd('/')}/welcome#token=", link.Output, StringComparison.Ordinal);
        Assert.Equal((0, ""), (seed.ExitCode, seed.Errors));
        Assert.Equal((0, ""), (doctor.ExitCode, doctor.Errors));
        Assert.Contains("the server runs at", doctor.Output, StringComparison.Ordinal);
    }

    private async Task KnowledgeIsReadyAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var page = await fixture.Server.Client.GetFromJsonAsync<JsonElement>("/v1/knowledge/parley-docs/documents?limit=50", patience.Token);
            var states = page.GetProperty("data").EnumerateArray().Select(document => document.GetProperty("state").GetString()).ToList();
            Assert.DoesNotContain("failed", states);
            if (states.Count == ProductDocuments.All.Count && states.All(state => state == "ready"))
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), patience.Token);
        }
    }
}
