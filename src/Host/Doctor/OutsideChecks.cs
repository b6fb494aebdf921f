using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Parley.Models;
using Parley.Smtp;

namespace Parley.Host.Doctor;

/// <summary>What the server needs of others: a model, a server for mail.</summary>
internal sealed class OutsideChecks(ModelReadiness models, IOptions<SmtpOptions> mail, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <param name="isAlone">True beside no server, which would look for models by itself.</param>
    public async Task<IEnumerable<Finding>> LookAsync(bool isAlone, CancellationToken cancellationToken)
    {
        if (isAlone)
        {
            await models.LookAsync(cancellationToken);
        }

        return [.. Models(), await MailAsync(cancellationToken)];
    }

    private List<Finding> Models()
    {
        var faults = models.Failures.Select(broken => Finding.Fault(
            $"the model that the environment names does not answer: {broken.Failure} Look at {broken.Variables}_BASE_URL, {broken.Variables}_API_KEY and {broken.Variables}_MODEL")).ToList();
        return faults.Count > 0 ? faults
            : models.Status == "ok" ? [Finding.Fine("a language model answers")]
            : [Finding.Note("no language model is connected, so the extractive one answers; OPENAI_BASE_URL or ANTHROPIC_BASE_URL names one")];
    }

    private async Task<Finding> MailAsync(CancellationToken cancellationToken)
    {
        if (mail.Value.Host is not { Length: > 0 } host)
        {
            return Finding.Note("no server for mail is set, so those who manage users pass links on by hand; Parley__Mail__Host names one");
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var connection = new TcpClient();
            await connection.ConnectAsync(host, mail.Value.Port, either.Token);
            return Finding.Fine($"the server for mail answers at {host}:{mail.Value.Port}");
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return Finding.Fault($"no server for mail answers at {host}:{mail.Value.Port}, so no letter goes out; look at Parley__Mail__Host and Parley__Mail__Port");
        }
    }
}
