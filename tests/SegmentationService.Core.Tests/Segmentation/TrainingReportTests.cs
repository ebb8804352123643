using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Tests.Segmentation;

public sealed class TrainingReportTests
{
    [Fact]
    public void Quality_Report_IsTheCandidateWithAsManySegments()
    {
        var (model, report) = SegmentTrainer.Train(CsvTable.Blobs(1, 40, 0.3, [0, 5], [7, 1], [20, 9]), new TrainingOptions { MaxClusters = 5 }, Parallelism.None);

        Assert.Equal((3, 3), (model.Segments.Count, report.Profiles.Count));
        Assert.Same(report.Selection.Candidates[1], report.Quality);
    }
}
