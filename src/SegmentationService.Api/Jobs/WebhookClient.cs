using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace SegmentationService.Api.Jobs;

/// <summary>Sends what is told, signed, to where the operator says and nowhere else: no redirect is followed, and nothing waits for long.</summary>
internal sealed class WebhookClient(TimeProvider time) : IDisposable
{
    private const string SignatureHeader = "Webhook-Signature";
    private const string IdHeader = "Webhook-Id";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2), // names may move
        MaxResponseHeadersLength = 16,
    })
    {
        Timeout = Patience,
    };

    /// <summary>Sends a body once.</summary>
    /// <param name="webhook">Where to, and what signs it.</param>
    /// <param name="id">Tells the receiver whether it has seen it.</param>
    /// <param name="body">The JSON.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What was answered; null where that was nothing, in time.</returns>
    public async Task<HttpStatusCode?> SendAsync(WebhookOptions webhook, Guid id, byte[] body, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = content };
        request.Headers.Add(IdHeader, id.ToString());
        request.Headers.Add(SignatureHeader, Signature(webhook.Secret, time.GetUtcNow().ToUnixTimeSeconds(), body));
        try
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return answer.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The time of sending, and the HMAC-SHA256 of time, point and body: who replays it cannot make it newer.</summary>
    private static string Signature(string secret, long seconds, byte[] body)
    {
        var sent = seconds.ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes(sent + "."), .. body];
        return $"t={sent},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}";
    }
}
