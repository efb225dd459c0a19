# Placeholder until the package is installed; replaced by the packaging work.
