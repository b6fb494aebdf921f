using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Parley.Server.Tests.Attacks;

/// <summary>Somebody who tries every route on things that are another's, and tells what they got.</summary>
internal sealed class Attacker(HttpClient client, Target target)
{
    private static readonly int[] Refusals = [400, 401, 403, 404, 409, 410];

    /// <param name="isStranger">True when only open routes may say more than who is asked for.</param>
    /// <returns>What went wrong; empty is good.</returns>
    public async Task<List<string>> TryAsync(IEnumerable<AttackCase> cases, Func<string, bool>? isGuarded = null)
    {
        var complaints = new List<string>();
        foreach (var attack in cases)
        {
            foreach (var attempt in attack.Attempts(target))
            {
                if (await TryAsync(attempt, mustProve: isGuarded?.Invoke(attack.Route) == true) is { } complaint)
                {
                    complaints.Add($"{attack.Route} by {attempt.Method} {attempt.Path}: {complaint}");
                }
            }
        }

        return complaints;
    }

    private async Task<string?> TryAsync(Attempt attempt, bool mustProve)
    {
        var sent = attempt.Body switch
        {
            null => null,
            string text => text,
            var body => JsonSerializer.Serialize(body),
        };
        using var request = new HttpRequestMessage(new HttpMethod(attempt.Method), attempt.Path);
        if (sent is not null)
        {
            request.Content = new StringContent(sent, Encoding.UTF8, MediaTypeHeaderValue.Parse(attempt.MediaType));
        }

        if (attempt.SendKey is not null)
        {
            request.Headers.Add("Idempotency-Key", attempt.SendKey);
        }

        if (attempt.LastEvent is { } last)
        {
            request.Headers.Add("Last-Event-ID", last.ToString(CultureInfo.InvariantCulture));
        }

        using var response = await client.SendAsync(request);
        var (status, answer) = ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
        var said = $"{attempt.Path} {sent}";
        var leaked = Canary.All.Concat(target.Victim.Ids).Concat(target.Tenant.Ids)
            .Where(word => answer.Contains(word, StringComparison.OrdinalIgnoreCase) && !said.Contains(word, StringComparison.Ordinal)).ToList();
        return leaked.Count > 0 ? $"{status} tells of {string.Join(", ", leaked)}: {answer}"
            : mustProve ? status == 401 ? null : $"{status} without a token: {answer}"
            : Refusals.Contains(status) || (attempt.MayAnswer && status is >= 200 and < 300) ? null
            : $"{status}: {answer}";
    }
}
