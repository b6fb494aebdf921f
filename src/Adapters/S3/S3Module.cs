using Microsoft.Extensions.DependencyInjection;
using Parley.Sources;

namespace Parley.S3;

/// <summary>Documents out of buckets that speak S3.</summary>
public static class S3Module
{
    public static IServiceCollection AddS3(this IServiceCollection services) => services.AddSingleton<ISourceReader, S3Reader>();
}
