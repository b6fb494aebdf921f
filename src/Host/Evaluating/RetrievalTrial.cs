using Parley.Evaluation;
using Parley.Host.Composition;
using Parley.Knowledge;
using Parley.Ranking;
using Parley.Storage;

namespace Parley.Host.Evaluating;

/// <summary>
/// A server's rooms on a database of their own, without a door to the outside: documents go the way of every upload, and questions are asked of
/// the search as people ask them.
/// </summary>
internal sealed class RetrievalTrial : IAsyncDisposable
{
    private const int AtOnce = 200;

    // Of a document that was cut into several chunks more than one may be found.
    private const int Hits = 3 * RetrievalMeasures.Depth;

    private static readonly TenantScope Tenant = new(new TenantId("tenant_eval"));

    private readonly string _folder;
    private readonly WebApplication _app;
    private int _namespaces;

    private RetrievalTrial(string folder, WebApplication app) => (_folder, _app) = (folder, app);

    /// <summary>Questions that words alone answered, though vectors were asked too.</summary>
    public int WithoutVectors { get; private set; }

    public static async Task<RetrievalTrial> StartAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("parley-eval-").FullName;
        var app = ParleyApp.Build(
            [new("PARLEY_DATA", folder), new("PARLEY_DATABASE", ""), new("PARLEY_ROLES", ""), new("Parley:Discovery", "false"), new("Parley:Vectors:WaitForChanges", "100000")],
            builder => builder.Logging.SetMinimumLevel(LogLevel.Warning));
        var trial = new RetrievalTrial(folder, app);
        try
        {
            await app.Services.GetRequiredService<Preparation>().PrepareDatabaseAsync(cancellationToken);
            return trial;
        }
        catch
        {
            await trial.DisposeAsync();
            throw;
        }
    }

    /// <returns>The set; of conversations a second time the questions that follow up on something.</returns>
    public async Task<IReadOnlyList<ReportRow>> MeasureAsync(RetrievalSet set, CancellationToken cancellationToken)
    {
        var name = $"set-{++_namespaces}";
        await AddAsync(name, set, cancellationToken);
        var baseline = await RetrievalRun.OfAsync(set.Name, set.Questions, new PlainBm25(set).SearchAsync, cancellationToken);
        var ours = await RetrievalRun.OfAsync(
            set.Name, set.Questions, (question, top, token) => new(AskAsync(name, question, top, token)), cancellationToken);
        ReportRow all = new(set, baseline, ours);
        return set.Questions.Any(question => question.History.Count > 0) ? [all, FollowUps(all)] : [all];
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static ReportRow FollowUps(ReportRow all)
    {
        var name = $"{all.Set.Name} follow-ups";
        return new(
            all.Set with { Name = name }, all.Baseline.Of(Follows) with { Set = name }, all.Ours.Of(Follows) with { Set = name });

        static bool Follows(RetrievalQuestion question) => question.History.Count > 0;
    }

    private async Task AddAsync(string name, RetrievalSet set, CancellationToken cancellationToken)
    {
        var intake = _app.Services.GetRequiredService<KnowledgeIntake>();
        var worker = _app.Services.GetServices<IHostedService>().OfType<JobWorker>().Single();
        foreach (var some in set.Documents.Chunk(AtOnce))
        {
            await intake.PutAsync(
                Tenant, name,
                [.. some.Select(document => new IncomingDocument(
                    document.Id, System.Text.Encoding.UTF8.GetBytes(document.Text), "text/plain", Title: document.Title))],
                cancellationToken);
            while (await worker.RunDueAsync(cancellationToken) > 0)
            {
            }

            await CatchUpAsync(cancellationToken);
        }
    }

    // A search brings the graph up to date before it answers, as long as not too much is missing.
    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var index = _app.Services.GetRequiredService<IVectorIndex>();
        foreach (var space in await index.ListAsync(Tenant, cancellationToken))
        {
            var any = new float[space.Dimensions];
            any[0] = 1;
            await index.SearchAsync(Tenant, space, any, 1, new VectorScope(), cancellationToken);
        }
    }

    private async Task<RetrievalAnswer> AskAsync(string name, RetrievalQuestion question, int top, CancellationToken cancellationToken)
    {
        var found = await _app.Services.GetRequiredService<KnowledgeSearch>().SearchAsync(
            Tenant, ["members"],
            new SearchRequest
            {
                Query = question.Text,
                Namespaces = [name],
                TopK = Hits,
                History = [.. question.History.Select(message => new SaidBefore(message.IsUser, message.Text))],
            },
            cancellationToken);
        WithoutVectors += found.Explanation?.Legs.Any(leg => leg is { Name: "vector", State: "late" or "failed" }) is true ? 1 : 0;
        return new([.. found.Hits.Select(hit => hit.ExternalId!).Distinct().Take(top)], found.AnswerableScore);
    }
}
