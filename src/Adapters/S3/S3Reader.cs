using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Options;
using Parley.Outgoing;
using Parley.Sources;

namespace Parley.S3;

/// <summary>
/// Reads a bucket. An object's version is its ETag with the time of its last change: other metadata, its access tags among them, is a
/// change too. The tags are in <c>x-amz-meta-parley-acl</c>, separated by blanks or commas.
/// </summary>
internal sealed class S3Reader(OutgoingHttp outgoing, IOptions<OutgoingOptions> options) : ISourceReader
{
    private const string AclKey = "x-amz-meta-parley-acl";
    private const string UsualRegion = "us-east-1";
    private const int Retries = 2;
    private const int SlowestBytesPerSecond = 256 * 1_024;

    public string Kind => SourceKinds.S3;

    public async IAsyncEnumerable<SourceItem> ListAsync(SourceRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var client = Open(run);
        string? next = null;
        do
        {
            var page = await PageAsync(client, run, next, cancellationToken);
            foreach (var found in page.S3Objects ?? [])
            {
                // A name that ends with a slash is a folder that a tool drew.
                if (!found.Key.EndsWith('/') && run.Takes(found.Key))
                {
                    yield return Item(client, run, found);
                }
            }

            var before = next;
            next = page.IsTruncated == true ? page.NextContinuationToken : null;
            if (page.IsTruncated == true && (next is null || next == before))
            {
                throw new SourceFailedException("The bucket's listing does not end: the server says that there is more, and not where.");
            }
        }
        while (next is not null);
    }

    private AmazonS3Client Open(SourceRun run)
    {
        var config = new AmazonS3Config
        {
            ServiceURL = run.Settings.Endpoint,
            AuthenticationRegion = run.Settings.Region ?? UsualRegion,
            ForcePathStyle = true,
            MaxErrorRetry = Retries,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            HttpClientFactory = new OneWayOut(outgoing, Limits(run.MostItemBytes)),
        };
        AWSCredentials credentials = run.Secrets.TryGetValue("access_key", out var id) && run.Secrets.TryGetValue("secret_key", out var key)
            ? new BasicAWSCredentials(id, key)
            : new AnonymousAWSCredentials();
        return new AmazonS3Client(credentials, config);
    }

    // A listing may be as long as any answer, also where objects must be small.
    private OutgoingLimits Limits(int mostItemBytes) => new()
    {
        MaxBytes = Math.Max(options.Value.MaxBytes, mostItemBytes),
        TimeLimit = options.Value.TimeLimit + TimeSpan.FromSeconds(mostItemBytes / SlowestBytesPerSecond),
    };

    private static async Task<ListObjectsV2Response> PageAsync(AmazonS3Client client, SourceRun run, string? next, CancellationToken cancellationToken)
    {
        try
        {
            return await client.ListObjectsV2Async(
                new ListObjectsV2Request { BucketName = run.Settings.Bucket, Prefix = run.Settings.Prefix, ContinuationToken = next }, cancellationToken);
        }
        catch (Exception exception) when (Explain(exception) is { } reason)
        {
            throw new SourceFailedException(reason);
        }
    }

    private static SourceItem Item(AmazonS3Client client, SourceRun run, S3Object found) => new()
    {
        ExternalId = found.Key,
        Stamp = $"{found.ETag} {found.LastModified?.ToUniversalTime().Ticks} {run.AclMark}",
        IsAclInStamp = true,
        FetchAsync = async cancellationToken =>
        {
            if (found.Size > run.MostItemBytes)
            {
                return Fetched.Failed.TooLarge(run.MostItemBytes);
            }

            try
            {
                using var answer = await client.GetObjectAsync(run.Settings.Bucket, found.Key, cancellationToken);
                return new Fetched.Content(
                    await BytesAsync(answer, run.MostItemBytes, cancellationToken), MediaType(answer), Path.GetFileName(found.Key), Acl: Tags(answer.Metadata[AclKey]));
            }
            catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
            {
                return new Fetched.Absent();
            }
            catch (Exception exception) when (Explain(exception) is { } reason)
            {
                return new Fetched.Failed(reason);
            }
        },
    };

    // What the service makes up when nobody said it means nothing: then the name tells.
    private static string? MediaType(GetObjectResponse answer) =>
        answer.Headers.ContentType is { Length: > 0 } type && !type.StartsWith("binary/", StringComparison.OrdinalIgnoreCase) ? type : null;

    private static string[]? Tags(string? written) =>
        string.IsNullOrWhiteSpace(written) ? null : written.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static async Task<byte[]> BytesAsync(GetObjectResponse answer, int most, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[81_920];
        int read;
        while (bytes.Length <= most && (read = await answer.ResponseStream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            bytes.Write(buffer, 0, read);
        }

        return bytes.ToArray();
    }

    // The service's own words may hold the id of a key; only their sense is passed on.
    private static string? Explain(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is OutgoingException refused)
            {
                return refused.Refusal.Detail;
            }
        }

        return exception switch
        {
            AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } => "The bucket does not let this key in, or asks for one.",
            AmazonS3Exception { StatusCode: HttpStatusCode.NotFound } => "There is no such bucket.",
            AmazonS3Exception answer => $"The bucket answers {(int)answer.StatusCode}.",
            AmazonServiceException or AmazonClientException or HttpRequestException or IOException => "The bucket's service does not answer, or not as one that speaks S3.",
            _ => null,
        };
    }
}
