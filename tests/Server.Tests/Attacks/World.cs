using System.Net.Http.Json;
using System.Text.Json;
using Parley.TestKit;

namespace Parley.Server.Tests.Attacks;

/// <summary>Two tenants: the first with its owner and two end users, the second with its owner and an end user of the same name as one of those.</summary>
internal sealed class World : IAsyncDisposable
{
    /// <summary>To this the victim's document has the answer.</summary>
    public const string Question = "What is the code of the harbour gate?";

    private const string Namespace = "harbour";

    private string _review = "";
    private string _example = "";

    public required InProcessServer Server { get; init; }

    public required HttpClient FirstOwner { get; init; }

    public required HttpClient Ada { get; init; }

    public required HttpClient Eve { get; init; }

    public required HttpClient SecondOwner { get; init; }

    public required HttpClient SecondAda { get; init; }

    public PersonThings OwnerThings { get; private set; } = null!;

    public PersonThings AdaThings { get; private set; } = null!;

    public PersonThings EveThings { get; private set; } = null!;

    public PersonThings SecondThings { get; private set; } = null!;

    public PersonThings SecondAdaThings { get; private set; } = null!;

    public TenantThings TenantThings { get; private set; } = null!;

    public string SecondTenant { get; private init; } = "";

    public static async Task<World> MakeAsync(InProcessServer server)
    {
        var owner = server.NewClient(server.Key);
        var second = await PostAsync(owner, "/v1/tenants", new { name = "Second", owner_email = "owner@second.example" });
        var key = second.GetProperty("api_key").GetString();
        var world = new World
        {
            Server = server,
            FirstOwner = owner,
            Ada = server.NewClient(server.Key, "ada"),
            Eve = server.NewClient(server.Key, "eve"),
            SecondOwner = server.NewClient(key),
            SecondAda = server.NewClient(key, "ada"),
            SecondTenant = second.GetProperty("tenant").GetProperty("id").GetString()!,
        };
        await world.FillAsync();
        return world;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in (HttpClient[])[FirstOwner, Ada, Eve, SecondOwner, SecondAda])
        {
            client.Dispose();
        }

        await Server.DisposeAsync();
    }

    private async Task FillAsync()
    {
        var (document, job) = await AddDocumentAsync("gate", $"# Gates\n\nThe code of the harbour gate is {Canary.DocumentText}.");
        var (other, otherJob) = await AddDocumentAsync("lamp", "# Lamps\n\nThe lamp of the pier is lit at dusk.");
        OwnerThings = await TalkAsync(FirstOwner, Canary.Title, $"{Question} {Canary.Message}", Canary.OtherTitle, Canary.FolderName, Canary.FileName, Canary.FileText);
        AdaThings = await TalkAsync(Ada, Canary.Title, $"Remember {Canary.Message}, please.", Canary.OtherTitle, Canary.FolderName, Canary.FileName, Canary.FileText);
        EveThings = await TalkAsync(Eve, "Lamps", "Is the lamp lit?", "More lamps", "Lamps");
        SecondThings = await TalkAsync(SecondOwner, "Lamps", "Is the lamp lit?", "More lamps", "Lamps");
        SecondAdaThings = await TalkAsync(SecondAda, "Lamps", "Is the lamp lit?", "More lamps", "Lamps");
        await PostAsync(FirstOwner, "/v1/api-keys", new { name = "another" });
        var key = await PostAsync(FirstOwner, "/v1/api-keys", new { name = Canary.KeyName });
        var user = await PostAsync(FirstOwner, "/v1/users", new { email = "person@first.example", role = "member", name = Canary.PersonName });
        var group = await PostAsync(FirstOwner, "/v1/groups", new { name = Canary.GroupName });
        var tenant = (await FirstOwner.GetFromJsonAsync<JsonElement>("/v1/me")).GetProperty("tenant").GetProperty("id").GetString()!;
        var roomy = new { scope = new { kind = "tenant" }, unit = "requests", limit = 1_000_000, window = "month" };
        await PostAsync(FirstOwner, "/v1/budgets", roomy);
        var budget = await PostAsync(FirstOwner, "/v1/budgets", roomy);
        var invitation = await PostAsync(FirstOwner, "/v1/invitations", new { email = "invited@first.example", role = "member" });
        await PostAsync(FirstOwner, "/v1/auth/login", new { email = InProcessServer.OwnerEmail, password = InProcessServer.OwnerPassword });
        var session = (await FirstOwner.GetFromJsonAsync<JsonElement>("/v1/auth/sessions")).GetProperty("data")[0].GetProperty("id").GetString()!;
        var provider = await PostAsync(FirstOwner, "/v1/auth/providers", new
        {
            name = Canary.ProviderName,
            issuer = "https://login.first.example",
            client_id = "parley",
            client_secret = Canary.Metadata,
            domains = new[] { "first.example" },
            enabled = false,
        });
        var domain = await PostAsync(FirstOwner, "/v1/auth/domains", new { domain = $"{Canary.DomainName}.example" });
        var source = await PostAsync(FirstOwner, $"/v1/knowledge/{Namespace}/sources", new { kind = "push", name = Canary.SourceName });
        var deployment = await PostAsync(FirstOwner, "/v1/deployments", new
        {
            name = Canary.DeploymentName,
            provider = "openai",
            base_url = "https://9.9.9.9/v1",
            api_key = Canary.Metadata,
            model = Canary.DeploymentName,
            price = new { input_per_mtok = "1", output_per_mtok = "2" },
            enabled = false,
            probe = false,
        });
        await PostAsync(FirstOwner, "/v1/routes", new
        {
            name = Canary.RouteName,
            fallbacks = new[] { Canary.DeploymentName, "extractive" },
            experiment = new { name = Canary.RouteName, variants = new object[] { new { name = "usual" }, new { name = "other", use = new[] { new { deployment = Canary.DeploymentName } } } } },
            access = new { roles = new[] { "admin" } },
        });
        var policy = await PostAsync(FirstOwner, "/v1/policies", new
        {
            policy = new { name = Canary.PolicyName, deny = new[] { new { name = Canary.PolicyName, terms = new[] { Canary.PolicyTerm } } } },
        });
        var run = (await PostAsync(FirstOwner, "/v1/redteam/runs", new { limit = 1 })).GetProperty("run").GetProperty("id").GetString()!;
        await PlantAsync();
        var dryRun = await PostAsync(FirstOwner, $"/v1/policies/{policy.GetProperty("id").GetString()}/dry-run", new { });
        TenantThings = new(
            Namespace,
            document,
            other,
            "gate",
            await CursorAsync(FirstOwner, $"/v1/knowledge/{Namespace}/documents"),
            job,
            key.GetProperty("id").GetString()!,
            await CursorAsync(FirstOwner, "/v1/api-keys"),
            await CursorAsync(FirstOwner, "/v1/usage/records"),
            await CursorAsync(FirstOwner, "/v1/ledger/entries"),
            user.GetProperty("id").GetString()!,
            group.GetProperty("id").GetString()!,
            invitation.GetProperty("id").GetString()!,
            session,
            tenant,
            budget.GetProperty("id").GetString()!,
            await CursorAsync(FirstOwner, "/v1/budgets"),
            provider.GetProperty("id").GetString()!,
            domain.GetProperty("id").GetString()!,
            source.GetProperty("id").GetString()!,
            deployment.GetProperty("id").GetString()!,
            policy.GetProperty("id").GetString()!,
            run,
            _review,
            _example,
            dryRun.GetProperty("id").GetString()!);
        await Poll.UntilAsync(
            async () => (await FirstOwner.GetFromJsonAsync<JsonElement>($"/v1/redteam/runs/{run}")).GetProperty("run").GetProperty("state").GetString() == "done",
            "the attack was run");
        await Poll.UntilAsync(
            async () => (await FirstOwner.GetFromJsonAsync<JsonElement>($"/v1/jobs/{otherJob}")).GetProperty("state").GetString() == "done",
            "the documents were read");
    }

    // One that is decided and has become an example, and one that its sender may appeal.
    private async Task PlantAsync()
    {
        await FirstOwner.PutAsJsonAsync("/v1/training-examples/settings", new { collects = true });
        _review = await PlantedReview.AddAsync(Server, FirstOwner, FirstOwner, OwnerThings.Conversation, OwnerThings.Turn, Canary.ReviewText);
        await PostAsync(FirstOwner, $"/v1/reviews/{_review}/decision", new { decision = "block", reason = Canary.ReviewReason });
        await PlantedReview.AddAsync(Server, FirstOwner, Ada, AdaThings.Conversation, AdaThings.Turn, Canary.ReviewText);
        _example = (await FirstOwner.GetFromJsonAsync<JsonElement>("/v1/training-examples")).GetProperty("data")[0].GetProperty("id").GetString()!;
    }

    private async Task<(string Document, string Job)> AddDocumentAsync(string externalId, string text)
    {
        var added = await PostAsync(FirstOwner, $"/v1/knowledge/{Namespace}/documents", new
        {
            external_id = externalId,
            title = externalId == "gate" ? Canary.DocumentTitle : "Lamps",
            text,
            media_type = "text/markdown",
            metadata = new { secret = Canary.Metadata },
        });
        var job = added.GetProperty("job_id").GetString()!;
        await Poll.UntilAsync(
            async () => (await FirstOwner.GetFromJsonAsync<JsonElement>($"/v1/jobs/{job}")).GetProperty("state").GetString() == "done",
            "the document was read");
        return (added.GetProperty("document").GetProperty("id").GetString()!, job);
    }

    private static async Task<PersonThings> TalkAsync(HttpClient who, string title, string message, string otherTitle, string folderName, string fileName = "lamps", string fileText = "Lamps.")
    {
        var conversation = (await PostAsync(who, "/v1/conversations", new { title })).GetProperty("id").GetString()!;
        var other = (await PostAsync(who, "/v1/conversations", new { title = otherTitle })).GetProperty("id").GetString()!;
        var sendKey = Guid.NewGuid().ToString("N");
        var file = await UploadAsync(who, fileName, fileText);
        var batchFile = await UploadAsync(who, "lines", "No request at all.", "batch");
        var batch = await PostAsync(
            who, "/v1/batches", new { input_file_id = batchFile, endpoint = "/v1/chat/completions", completion_window = "24h", metadata = new { note = fileName } });
        var ended = await PostAsync(who, $"/v1/conversations/{conversation}/turns", new
        {
            message,
            client_message_id = sendKey,
            attachments = new[] { file },
            retrieval = new { namespaces = new[] { Namespace } },
            response = new { stream = false },
        });
        var answer = ended.GetProperty("message");
        var folder = (await PostAsync(who, "/v1/folders", new { name = folderName })).GetProperty("id").GetString()!;
        return new(
            conversation,
            other,
            answer.GetProperty("parent_id").GetString()!,
            answer.GetProperty("id").GetString()!,
            ended.GetProperty("turn_id").GetString()!,
            await CursorAsync(who, "/v1/conversations"),
            await CursorAsync(who, $"/v1/conversations/{conversation}/messages"),
            sendKey,
            folder,
            (await PostAsync(who, $"/v1/conversations/{conversation}/shares", new { })).GetProperty("id").GetString()!,
            await ImportAsync(who, title),
            file,
            batchFile,
            batch.GetProperty("id").GetString()!);
    }

    private static async Task<string> ImportAsync(HttpClient who, string title)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent($$"""[{"title": "{{title}}", "conversation_id": "1", "mapping": "broken"}]"""), "file", "conversations.json" },
        };
        using var taken = await who.PostAsync("/v1/conversations/import", form);
        var import = (await taken.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("import_id").GetString()!;
        await Poll.UntilAsync(
            async () => (await who.GetFromJsonAsync<JsonElement>($"/v1/imports/{import}")).GetProperty("state").GetString() == "done", "the import ended");
        return import;
    }

    private static async Task<string> UploadAsync(HttpClient who, string name, string text, string purpose = "user_data")
    {
        using var form = new MultipartFormDataContent { { new StringContent(purpose), "purpose" }, { new StringContent(text), "file", name + ".txt" } };
        using var response = await who.PostAsync("/v1/files", form);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    private static async Task<string> CursorAsync(HttpClient who, string path) =>
        (await who.GetFromJsonAsync<JsonElement>(path + "?limit=1")).GetProperty("next_cursor").GetString()
        ?? throw new InvalidOperationException($"{path} has no second page.");

    private static async Task<JsonElement> PostAsync(HttpClient who, string path, object body)
    {
        using var response = await who.PostAsJsonAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonElement.Parse(text) : throw new InvalidOperationException($"{path}: {(int)response.StatusCode} {text}");
    }
}
