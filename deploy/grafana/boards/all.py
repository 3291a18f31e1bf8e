"""All boards by the names of their files."""

from boards import providers, quality, service

BOARDS = {
    "gradcheck-service": service.BOARD,
    "gradcheck-providers": providers.BOARD,
    "gradcheck-quality": quality.BOARD,
}
