using Parley.Models;
using Parley.Ranking;

namespace Parley.Knowledge.Asking;

/// <summary>A connected model made for it: it reads question and passage together.</summary>
internal sealed class ProviderReranker(RerankDeployment model, int reads, CallContext on) : IReranker
{
    public string Name => model.Name;

    public int Reads => reads;

    public async Task<IReadOnlyList<double>> ScoreAsync(string question, IReadOnlyList<string> passages, CancellationToken cancellationToken) =>
        (await model.ScoreAsync(question, passages, on with { Purpose = "rerank" }, cancellationToken)).Scores;
}
