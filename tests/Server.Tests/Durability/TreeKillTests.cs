using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Parley.TestKit;

namespace Parley.Server.Tests.Durability;

/// <summary>
/// Trees under <c>kill -9</c>: editors change the same conversations by chance while the server dies again and again; what is left is
/// whole. <c>PARLEY_KILL_ROUNDS</c> and <c>PARLEY_KILL_SEED</c> make the loop longer and other.
/// </summary>
public sealed class TreeKillTests(ITestOutputHelper output)
{
    private const int DefaultRounds = 3;
    private const int Editors = 3;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task Trees_that_are_changed_while_the_server_dies_stay_whole(string database)
    {
        var rounds = Read("PARLEY_KILL_ROUNDS") ?? DefaultRounds;
        var seed = Read("PARLEY_KILL_SEED") ?? Random.Shared.Next();
        await using var server = await ChatServer.StartAsync(
            database,
            new() { Tokens = 30, Rate = 150, TtftMs = 10 },
            ("Parley__Runs__LeaseSeconds", "2"),
            ("Parley__Runs__MostAttempts", "100"),
            ("Parley__Limits__StreamsPerUser", "0"),
            ("Parley__Limits__RequestsPerMinute", "0"));
        var random = new Random(seed);
        var garden = new TreeGarden(() => server.Client, [await PersistentSender.StartConversationAsync(server.Client, Cancel)]);
        for (var round = 0; round < rounds; round++)
        {
            // Editors that are in the middle of a change when the server dies find that out for themselves.
            using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var target = garden.Changes + random.Next(5, 30);
            var editing = Enumerable.Range(0, Editors).Select(_ => garden.EditAsync(new Random(random.Next()), over.Token)).ToList();
            await Poll.UntilAsync(() => garden.Changes >= target, "enough was changed", TimeSpan.FromMinutes(2));
            await server.Node.KillAsync();
            await over.CancelAsync();
            await Task.WhenAll(editing);
            await server.Node.StartAgainAsync();
        }

        var (trees, messages) = await garden.CheckAsync(Cancel);
        output.WriteLine($"{database}, seed {seed}: kills {rounds}, changes {garden.Changes}, trees {trees}, messages {messages}, all whole");
        Assert.True(messages > 0, "Nothing was left to look at.");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static int? Read(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}

/// <summary>Conversations that several editors change at the same time, by what the server's routes offer.</summary>
internal sealed class TreeGarden(Func<HttpClient> client, IReadOnlyList<string> first)
{
    private const int MostConversations = 6;

    private readonly List<string> _conversations = [.. first];
    private readonly Lock _gate = new();
    private int _changes;

    /// <summary>Changes that the server took.</summary>
    public int Changes => Volatile.Read(ref _changes);

    public async Task EditAsync(Random random, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await ChangeAsync(Any(random), random, cancellationToken);
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException)
            {
                // The server died: the next round goes on with what is left.
                return;
            }
        }
    }

    /// <summary>Waits for the answers that are still being written, and looks at every message of every tree.</summary>
    public async Task<(int Trees, int Messages)> CheckAsync(CancellationToken cancellationToken)
    {
        var messages = 0;
        foreach (var conversation in _conversations)
        {
            await Poll.UntilAsync(
                async () => (await GetAsync($"/v1/conversations/{conversation}", cancellationToken)).GetProperty("active_turn_ids").GetArrayLength() == 0,
                "every answer has its end", TimeSpan.FromMinutes(2));
            var leaf = (await GetAsync($"/v1/conversations/{conversation}", cancellationToken)).GetProperty("leaf_message_id").GetString();
            var tree = await ReadTreeAsync(conversation, cancellationToken);
            messages += tree.Count;
            Assert.Equal(tree.Count == 0, leaf is null);
            Assert.True(leaf is null || tree.ContainsKey(leaf), $"The leaf {leaf} is no message of {conversation}.");
            Assert.DoesNotContain(tree.Values, message => message.Parent == leaf && leaf is not null);
            foreach (var (id, message) in tree)
            {
                Assert.True(message.Parent is null || tree.ContainsKey(message.Parent), $"{id} hangs under {message.Parent}, which is not there.");
                Assert.NotEqual("running", message.State);
                var siblings = tree.Values.Count(other => other.Parent == message.Parent && other.Role == message.Role);
                Assert.Equal(siblings, message.Siblings);
            }
        }

        return (_conversations.Count, messages);
    }

    private async Task ChangeAsync(string conversation, Random random, CancellationToken cancellationToken)
    {
        var page = await GetAsync($"/v1/conversations/{conversation}/messages?limit=20", cancellationToken);
        var messages = page.GetProperty("data").EnumerateArray().ToList();
        string? Pick(string role) => messages.Where(message => message.GetProperty("role").GetString() == role)
            .OrderBy(_ => random.Next()).Select(message => message.GetProperty("id").GetString()).FirstOrDefault();
        var turns = $"/v1/conversations/{conversation}/turns";
        (HttpMethod Method, string Path, object? Body) change = (random.Next(10), Pick("assistant"), Pick("user")) switch
        {
            (3, { } answer, _) => (HttpMethod.Post, turns, new { regenerate_of = answer }),
            (4 or 5, _, { } question) => (HttpMethod.Post, turns, new { answer_to = question }),
            (6, { } above, _) => (HttpMethod.Post, turns, new { message = "Edited", parent_id = above }),
            (7, { } answer, _) => (HttpMethod.Delete, $"/v1/messages/{answer}", null),
            (8, _, { } question) when random.Next(3) == 0 => (HttpMethod.Delete, $"/v1/messages/{question}", null),
            (9, { } answer, _) when _conversations.Count < MostConversations =>
                (HttpMethod.Post, $"/v1/conversations/{conversation}/fork", new { message_id = answer }),
            _ => (HttpMethod.Post, turns, new { message = "Tell me more" }),
        };
        using var request = new HttpRequestMessage(change.Method, change.Path) { Content = change.Body is null ? null : JsonContent.Create(change.Body) };
        using var response = await client().SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        Assert.True(
            response.IsSuccessStatusCode || (int)response.StatusCode is 400 or 404 or 409 or 503, $"{change.Method} {change.Path}: {(int)response.StatusCode}");
        if (!response.IsSuccessStatusCode)
        {
            return;
        }

        if (change.Path.EndsWith("/fork", StringComparison.Ordinal))
        {
            var made = (await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("id").GetString()!;
            lock (_gate)
            {
                _conversations.Add(made);
            }
        }

        Interlocked.Increment(ref _changes);
    }

    /// <summary>Every message, found by going through the siblings of those that were found.</summary>
    private async Task<Dictionary<string, Found>> ReadTreeAsync(string conversation, CancellationToken cancellationToken)
    {
        var tree = new Dictionary<string, Found>();
        var next = new Queue<string?>([null]);
        while (next.TryDequeue(out var through))
        {
            var page = await GetAsync(
                $"/v1/conversations/{conversation}/messages?limit=1000{(through is null ? "" : "&through=" + through)}", cancellationToken);
            foreach (var message in page.GetProperty("data").EnumerateArray())
            {
                tree[message.GetProperty("id").GetString()!] = new(
                    message.GetProperty("parent_id").GetString(),
                    message.GetProperty("role").GetString()!,
                    message.GetProperty("state").GetString()!,
                    message.GetProperty("sibling_count").GetInt32());
                foreach (var sibling in message.GetProperty("sibling_ids").EnumerateArray().Select(id => id.GetString()!))
                {
                    if (tree.TryAdd(sibling, new(null, "", "", 0)))
                    {
                        next.Enqueue(sibling);
                    }
                }
            }
        }

        return tree;
    }

    private string Any(Random random)
    {
        lock (_gate)
        {
            return _conversations[random.Next(_conversations.Count)];
        }
    }

    private Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) => client().GetFromJsonAsync<JsonElement>(path, cancellationToken);

    private sealed record Found(string? Parent, string Role, string State, int Siblings);
}
