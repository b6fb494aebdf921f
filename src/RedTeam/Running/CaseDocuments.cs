using System.Text;
using Microsoft.Extensions.Options;
using Parley.Knowledge;

namespace Parley.RedTeam;

/// <summary>Plants the documents of a run where each is found by its own case alone, and takes them away again.</summary>
internal sealed class CaseDocuments(KnowledgeIntake intake, JobQueue jobs, IOptions<RedTeamOptions> options, TimeProvider time)
{
    public const string Namespace = "red-team";

    private const int AtOnce = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Returns when they can be found, or were given up.</summary>
    /// <returns>By the number of the case, why its document was not taken; none when all were.</returns>
    public async Task<IReadOnlyDictionary<long, string>> PlantAsync(RedTeamRun run, IReadOnlyList<RedTeamCase> cases, CancellationToken cancellationToken)
    {
        var begun = new List<JobId>();
        var refused = new Dictionary<long, string>();
        foreach (var some in cases.Where(one => one.Content.Attack.Document is not null).Chunk(AtOnce))
        {
            begun.AddRange(await PutAsync(run, some, refused, cancellationToken));
        }

        var until = time.GetUtcNow() + options.Value.Patience;
        foreach (var job in begun)
        {
            while (await jobs.FindAsync(run.Tenant, job, cancellationToken) is { State: "queued" or "running" } && time.GetUtcNow() < until)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }

        return refused;
    }

    public async Task ClearAsync(RedTeamRun run, CancellationToken cancellationToken)
    {
        foreach (var some in Enumerable.Range(1, (int)run.Total).Chunk(AtOnce))
        {
            await intake.RemoveAsync(run.Tenant, Namespace, [.. some.Select(number => ExternalId(run, number))], cancellationToken);
        }
    }

    // They go together, all or none. Where one of them cannot be taken, each goes by itself: what is wrong with one is no other's fault.
    private async Task<List<JobId>> PutAsync(
        RedTeamRun run, RedTeamCase[] some, Dictionary<long, string> refused, CancellationToken cancellationToken)
    {
        try
        {
            return [await intake.PutAsync(run.Tenant, Namespace, [.. some.Select(one => Document(run, one))], cancellationToken)];
        }
        catch (Exception failure) when (some.Length > 1 && CaseFailures.IsOfCase(failure))
        {
            var begun = new List<JobId>();
            foreach (var one in some)
            {
                begun.AddRange(await PutAsync(run, [one], refused, cancellationToken));
            }

            return begun;
        }
        catch (Exception failure) when (CaseFailures.IsOfCase(failure))
        {
            refused[some[0].Number] = CaseFailures.Told(failure);
            return [];
        }
    }

    private static IncomingDocument Document(RedTeamRun run, RedTeamCase one)
    {
        var document = Lure.Of(run.Id, one.Number).Arm(one.Content.Attack).Document!;
        return new(
            ExternalId(run, one.Number), Encoding.UTF8.GetBytes(document.Text), document.MediaType ?? "text/plain", Title: document.Title, Acl: [CaseCaller.Tag(run.Id, one.Number)]);
    }

    private static string ExternalId(RedTeamRun run, long number) => $"{run.Id}-{number}";
}
