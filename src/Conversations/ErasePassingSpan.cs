using Microsoft.Extensions.Logging;
using Parley.Storage;

namespace Parley.Conversations;

/// <summary>The job that erases the conversations of a span which were not used since.</summary>
internal sealed class ErasePassingSpan(PassingConversations passing, ILogger<ErasePassingSpan> logger) : IJobHandler
{
    public const string JobKind = "conversations.erase_passing";

    public string Kind => JobKind;

    public async Task RunAsync(JobRun job, CancellationToken cancellationToken)
    {
        var span = PassingSpan.Read(job.Payload);
        PassingConversation? last = null;
        while (await passing.ListAsync(job.Tenant, span, last, cancellationToken) is { Count: > 0 } some)
        {
            var done = some.Count;
            try
            {
                done = await passing.ExpireAsync(job, some, cancellationToken);
            }
            catch (Exception exception) when (
                exception is not (OperationCanceledException or JobLostException) && (exception is not StorageUnavailableException || job.IsLastAttempt))
            {
                logger.ErasingFailed(exception);
                await passing.PartAsync(job, some, cancellationToken);
            }

            last = some[done - 1];
        }
    }
}
